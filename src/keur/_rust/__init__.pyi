from keur._rust import capture as capture
from keur._rust import reach as reach
