from backend.credentials.routes.credentials import blp as credentials
from backend.credentials.routes.late import blp as connect

blueprints = (credentials, connect)
