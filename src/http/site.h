// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * The built files of the client. The folder is read once at start: what is not in the list then found cannot
 * be asked for, so no path can lead outside. Beside app.js may lie app.js.br and app.js.gz, already packed.
 */
#include "http/response.h"
#include "http/request.h"

typedef struct Site Site;

typedef struct SiteConfig {
    const char *dir;       /* NULL: no client is served */
    const char *immutable; /* "/assets/": names there carry a hash and may be kept for ever */
    const char *csp;       /* Content-Security-Policy of pages */
    const char *api;       /* "/api/": nothing below it is ever a page of the client */
} SiteConfig;

must_use Status site_new(const SiteConfig *config, Arena *a, Site **ret, Err *err);
/* False if it is nothing of the client's. A path unknown to the folder, asked by a browser as a page, is
 * index.html. */
must_use bool site_find(const Site *s, const Req *req, Resp *resp);
