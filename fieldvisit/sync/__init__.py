"""The tablets' only door: push, pull, receipts."""
