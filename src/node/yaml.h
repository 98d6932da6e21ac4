// SPDX-License-Identifier: Apache-2.0
#pragma once
/* YAML in (libyaml events): one document, no anchors, aliases, tags or duplicate keys, depth and size
 * bounded. */
#include "node/node.h"

enum { YAML_BYTES_MAX = 4 << 20, YAML_NODES_MAX = 400000 };

/*
 * An empty unquoted value and `~` are NODE_NULL; every other scalar is text. An empty file is an error.
 * Codes: yaml.syntax yaml.duplicate yaml.key yaml.anchor yaml.alias yaml.tag yaml.document yaml.empty
 * yaml.text; over a bound, with ERR_LIMIT: yaml.size yaml.nodes yaml.depth. `name` is the file's name for
 * messages: err->where is "name:line:column".
 */
must_use Status yaml_read(Str text, const char *name, Arena *a, Node **ret, Err *err);
