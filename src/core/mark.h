// SPDX-License-Identifier: Apache-2.0
#pragma once
/* How sure a rule is, by where it comes from: checked against the article, general knowledge, our inference. */

typedef enum Mark { MARK_LAW, MARK_KNOW, MARK_INF } Mark;
