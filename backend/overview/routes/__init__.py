from backend.overview.routes.board import blueprint as board
from backend.overview.routes.standing import blueprint as standing

blueprints = (board, standing)
