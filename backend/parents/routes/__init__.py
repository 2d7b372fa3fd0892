from backend.parents.routes.groups import blueprint as groups
from backend.parents.routes.mine import blueprint as mine
from backend.parents.routes.opinions import blueprint as opinions

blueprints = (groups, mine, opinions)
