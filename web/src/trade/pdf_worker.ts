// SPDX-License-Identifier: Apache-2.0
// The worker of pdf.js, on our own ground and in the language of older browsers.
import './older';
import 'pdfjs-dist/legacy/build/pdf.worker.mjs';
