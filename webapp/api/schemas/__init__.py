"""What goes in and out of the API, as marshmallow schemas; the OpenAPI description is made from them."""
