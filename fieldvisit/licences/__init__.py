"""Licences of childminders and foster carers (« agréments »): a file of its own, apart from every family's."""
