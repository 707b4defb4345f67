"""The letter: Haendelsesbesked with kuvert and Beskeddata, composed and read back."""
