"""What comes in as files about children who are known already: health certificates, as documents or in a table."""
