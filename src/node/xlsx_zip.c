// SPDX-License-Identifier: Apache-2.0
#include "node/xlsx_zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <libxml/parser.h>

#include "node/xlsx_read.h"

typedef struct Reading {
    const XmlSink *sink;
    xmlParserCtxt *parser;
    Err *err;
    Status status; /* of the first fault */
} Reading;

typedef struct archive Zip;
static void zip_free(Zip *z) {
    archive_read_free(z);
}
DEFINE_CLEANUP(Zip, zip_free)

typedef struct _xmlParserCtxt Parser;
static void parser_free(Parser *p) {
    xmlFreeParserCtxt(p);
}
DEFINE_CLEANUP(Parser, parser_free)

Str xml_attr(const XmlAttrs *at, Str name) {
    for (size_t i = 0; i < at->n; i++)
        if (str_eq(at->v[i].name, name)) return at->v[i].value;
    return (Str){0};
}

static void stop(Reading *r, Status s) {
    if (s == OK || r->status != OK) return;
    r->status = s;
    xmlStopParser(r->parser);
}

/* libxml2 gives five pointers an attribute: name, prefix, namespace, and the value's begin and end. */
static void on_start(void *u, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns, int n_ns,
                     const xmlChar **namespaces, int n, int n_default, const xmlChar **v) {
    Reading *r = u;
    XmlAttrs at;
    at.n = 0;
    if (r->status != OK) return;
    for (int i = 0; i < n && at.n < XML_ATTRS_MAX; i++, v += 5)
        at.v[at.n++] = (XmlAttr){str_c((const char *)v[0]), str_n((const char *)v[3], (size_t)(v[4] - v[3]))};
    stop(r, r->sink->start(r->sink->u, str_c((const char *)name), &at, r->err));
}

static void on_end(void *u, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns) {
    Reading *r = u;
    if (r->status == OK) stop(r, r->sink->end(r->sink->u, str_c((const char *)name), r->err));
}

static void on_text(void *u, const xmlChar *s, int n) {
    Reading *r = u;
    if (r->status == OK) stop(r, r->sink->text(r->sink->u, str_n((const char *)s, (size_t)n), r->err));
}

static void on_doctype(void *u, const xmlChar *name, const xmlChar *public, const xmlChar *system) {
    Reading *r = u;
    stop(r, FAIL(r->err, ERR_INVALID, "xlsx.doctype", "a part of the file declares a document type; that is refused"));
}

static void on_fault(void *u, xmlErrorPtr e) { /* said by finish() */
}

static Status zip_fault(Zip *z, Err *err) {
    return FAIL(err, ERR_INVALID, "xlsx.zip", "the file is no sound .xlsx: %s", archive_error_string(z));
}

static Status finish(Reading *r, Str name, Err *err) {
    if (r->status != OK) return r->status;
    const xmlError *e = xmlCtxtGetLastError(r->parser);
    if (r->parser->wellFormed) return OK;
    return FAIL(err, ERR_INVALID, "xlsx.xml", STR_FMT " line %d is no sound XML: %.*s", STR_ARG(name), e ? e->line : 0,
                e && e->message ? (int)strcspn(e->message, "\n") : 0, e && e->message ? e->message : "");
}

static Status parse_entry(Zip *z, Str name, const XmlSink *sink, Err *err) {
    Reading r = {.sink = sink, .err = err};
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC, .startElementNs = on_start, .endElementNs = on_end,
                         .characters = on_text, .ignorableWhitespace = on_text, .cdataBlock = on_text,
                         .internalSubset = on_doctype, .serror = on_fault};
    _cleanup_(parser_freep) Parser *p = xmlCreatePushParserCtxt(&sax, &r, NULL, 0, NULL);
    ASSERT(p && "out of memory");
    r.parser = p;
    xmlCtxtUseOptions(p, XML_PARSE_NONET);
    char chunk[32768];
    size_t total = 0;
    for (;;) {
        la_ssize_t n = archive_read_data(z, chunk, sizeof chunk);
        if (n < 0) return zip_fault(z, err);
        if (n == 0) break;
        total += (size_t)n;
        if (total > XLSX_PART_MAX)
            return FAIL(err, ERR_LIMIT, "xlsx.bomb", STR_FMT " unpacks to more than %d bytes", STR_ARG(name), XLSX_PART_MAX);
        if (xmlParseChunk(p, chunk, (int)n, 0) != 0) return finish(&r, name, err);
    }
    if (r.status == OK) xmlParseChunk(p, chunk, 0, 1);
    return finish(&r, name, err);
}

static Status zip_open(Str bytes, Zip *z, Err *err) {
    archive_read_support_format_zip_seekable(z);
    return archive_read_open_memory(z, bytes.p, bytes.n) == ARCHIVE_OK ? OK : zip_fault(z, err);
}

Status xlsx_part(Str zip, Str name, const XmlSink *sink, Err *err) {
    _cleanup_(zip_freep) Zip *z = archive_read_new();
    ASSERT(z && "out of memory");
    TRY(zip_open(zip, z, err));
    for (int i = 0;; i++) {
        struct archive_entry *e;
        int s = archive_read_next_header(z, &e);
        if (s == ARCHIVE_EOF) break;
        if (s != ARCHIVE_OK && s != ARCHIVE_WARN) return zip_fault(z, err);
        if (i == XLSX_ENTRIES_MAX)
            return FAIL(err, ERR_LIMIT, "xlsx.entries", "the file has more than %d parts", XLSX_ENTRIES_MAX);
        const char *path = archive_entry_pathname(e);
        if (!path) path = archive_entry_pathname_utf8(e);
        if (!path || !str_eqz(name, path)) continue;
        if (archive_entry_is_encrypted(e))
            return FAIL(err, ERR_INVALID, "xlsx.password", "the file has a password; save it without one");
        return parse_entry(z, name, sink, err);
    }
    return FAIL(err, ERR_NOT_FOUND, "xlsx.part", "the file has no part " STR_FMT, STR_ARG(name));
}
