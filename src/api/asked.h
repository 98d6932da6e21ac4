// SPDX-License-Identifier: Apache-2.0
#pragma once
/*
 * What is under way and must not be done twice at one time: by their idempotency keys the few commands that leave no
 * record in the log (passwords reset, tokens), and the answers to who asked for access to which case. What is done
 * stands in the tables asked_keys and access_asks.
 */
#include "base/base.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

typedef struct AskedKeys AskedKeys;

AskedKeys *asked_new(void);
void asked_free(AskedKeys *k);
/* Takes the key for this request; *ret_again: it was taken for the same one before. ERR_CONFLICT idempotency.other_body. */
must_use Status asked_take(AskedKeys *k, Str key, Hash request, bool *ret_again, Err *err);
void asked_give_back(AskedKeys *k, Str key); /* it came to nothing: the key may be used again */
