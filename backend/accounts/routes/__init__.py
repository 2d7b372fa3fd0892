from backend.accounts.routes.entry import blueprint as entry
from backend.accounts.routes.passkeys import blueprint as passkeys
from backend.accounts.routes.session import blueprint as session

blueprints = (session, entry, passkeys)
