// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * One part of an .xlsx, streamed from the ZIP through the XML parser to a handler that gets elements and text.
 * Knows nothing of sheets. For the files of this room; xlsx_zip.c alone knows libarchive and libxml2.
 */
#include "node/table.h"

enum { XML_ATTRS_MAX = 64 };

typedef struct XmlAttr {
    Str name, value; /* the name without its prefix */
} XmlAttr;

typedef struct XmlAttrs {
    XmlAttr v[XML_ATTRS_MAX];
    size_t n; /* what comes after the last is dropped */
} XmlAttrs;

typedef struct XmlSink { /* names without prefix; a fault ends the reading */
    Status (*start)(void *u, Str name, const XmlAttrs *at, Err *err);
    Status (*end)(void *u, Str name, Err *err);
    Status (*text)(void *u, Str s, Err *err); /* in pieces */
    void *u;
} XmlSink;

Str xml_attr(const XmlAttrs *at, Str name); /* empty if there is none */
/* ERR_NOT_FOUND xlsx.part if the ZIP has no part of this name. */
must_use Status xlsx_part(Str zip, Str name, const XmlSink *sink, Err *err);
