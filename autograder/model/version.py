"""The version of the kit: reports and recorded answers say which one made them."""

__version__ = "0.1.0"
