#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the built client, if it was built: tools/install_web.sh FROM TO (called by meson install).
set -eu
[ -e "$1/index.html" ] || exit 0
mkdir -p "${DESTDIR:-}$2"
cp -R "$1/." "${DESTDIR:-}$2/"
