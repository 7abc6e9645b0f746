#!/bin/sh
# Known vulnerabilities of what is installed, Python and JavaScript. When it cannot ask it says so: that is no success.
set -u
bin=$(cd "${BIN:-.venv/bin}" && pwd)
status=0
# Asked of a package that had some: a mirror may answer and know of none.
tells() { "$bin/python" -c "import sys, urllib.request as u; sys.exit(sys.argv[2] not in u.urlopen(sys.argv[1], timeout=15).read().decode())" "$1" "$2" 2>/dev/null; }
if tells https://pypi.org/pypi/pillow/9.0.0/json '"aliases"'; then
	"$bin/uv" tool run --quiet pip-audit --strict --requirement requirements.lock --require-hashes --disable-pip || status=1
else
	echo "Paquets Python : non vérifiés, pypi.org ne dit rien des failles connues." >&2
fi
if tells https://registry.npmjs.org/react '"dist-tags"'; then
	told=$(cd reflex.lock && PATH="$bin:$PATH" npm audit --omit=dev --package-lock-only 2>&1) || case $told in
	*"audit endpoint returned an error"*) echo "Paquets JavaScript : non vérifiés, ce registre ne dit rien des failles." >&2 ;;
	*) echo "$told" && status=1 ;;
	esac
else
	echo "Paquets JavaScript : non vérifiés, registry.npmjs.org ne répond pas." >&2
fi
exit $status
