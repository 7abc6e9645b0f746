"""Communes, sectors and addresses (« Base adresse nationale »): where a family lives and who comes there."""
