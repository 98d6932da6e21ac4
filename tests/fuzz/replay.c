// SPDX-License-Identifier: Apache-2.0
/* Runs a fuzz target over every file of its corpus, as TAP: what fuzzing once found stays a test with any compiler. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_input(const struct dirent *e) {
    return e->d_name[0] != '.';
}

/* The input in a block of exactly its size, so that reading past its end is seen. */
static uint8_t *read_file(const char *path, size_t *n) {
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END) != 0) abort();
    long size = ftell(f);
    if (size < 0) abort();
    rewind(f);
    uint8_t *bytes = malloc(size ? (size_t)size : 1);
    if (!bytes || fread(bytes, 1, (size_t)size, f) != (size_t)size) abort();
    fclose(f);
    *n = (size_t)size;
    return bytes;
}

int main(int argc, char **argv) {
    struct dirent **names;
    int n = argc == 2 ? scandir(argv[1], &names, is_input, by_name) : -1;
    if (n <= 0) {
        printf("Bail out! usage: replay CORPUS_DIR, with at least one file\n");
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("1..%d\n", n);
    for (int i = 0; i < n; i++) {
        char path[4096];
        size_t size;
        snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
        uint8_t *bytes = read_file(path, &size);
        LLVMFuzzerTestOneInput(bytes, size);
        printf("ok %d - %s\n", i + 1, names[i]->d_name);
        free(bytes);
        free(names[i]);
    }
    free(names);
    return 0;
}
