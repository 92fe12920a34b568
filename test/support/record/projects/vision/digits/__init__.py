"""Everything that `train.py` needs to read handwritten digits."""
