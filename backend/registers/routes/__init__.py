from backend.registers.routes.imports import blueprint as imports
from backend.registers.routes.tree import blueprint as tree

blueprints = (tree, imports)
