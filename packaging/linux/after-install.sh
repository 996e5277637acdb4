#!/bin/sh
set -e
# Where nobody but root may make user namespaces (Ubuntu 24.04), Chromium's sandbox needs its helper.
chmod 4755 '/opt/${sanitizedProductName}/chrome-sandbox'
# Links that begin with oc-pair: find the app. Distributions do it by themselves, some others do not.
if command -v update-desktop-database >/dev/null; then
  update-desktop-database -q /usr/share/applications || true
fi
