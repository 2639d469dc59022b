"""keur: tells whether a production network is what it says it is."""
