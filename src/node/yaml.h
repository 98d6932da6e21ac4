// SPDX-License-Identifier: Apache-2.0
#pragma once
/* YAML in (libyaml events): one document, no anchors, aliases, tags or duplicate keys, depth and size bounded. */
#include "node/node.h"

/* `name` is the file's name for messages: err->where is "name:line:column". */
must_use Status yaml_read(Str text, const char *name, Arena *a, Node **ret, Err *err);
