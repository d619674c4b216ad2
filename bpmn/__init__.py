"""Process models shipped with the product: data, one folder per process."""
