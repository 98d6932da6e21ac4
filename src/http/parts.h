// SPDX-License-Identifier: Apache-2.0
#pragma once
/* An answer of parts on its way out: texts from memory, files read straight into what the socket is given. */
#include "http/exchange.h"

static inline uint64_t part_size(const RespPart *p) {
    return p->text.n ? p->text.n : p->size;
}

/* The next bytes, max unless the end comes first. False: a part failed, and that has been told. */
must_use bool parts_read(Exchange *ex, char *buf, size_t max, size_t *ret_n);
