"""Software bills of materials (CycloneDX, SPDX): the parts of which firmware or software is made."""
