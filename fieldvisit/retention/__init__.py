"""How long a family's file is kept, and how people – never the machine – archive it or let it go (domain §1.6)."""
