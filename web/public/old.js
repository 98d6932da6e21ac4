// SPDX-License-Identifier: Apache-2.0
// Written for any browser: one too old for the client is told what to install instead of showing an empty page.
(function () {
  var agent = /(?:Chrome|Chromium)\/(\d+)/.exec(navigator.userAgent);
  var firefox = /Firefox\/(\d+)/.exec(navigator.userAgent);
  if (agent ? +agent[1] >= 86 : firefox ? +firefox[1] >= 90 : 'noModule' in document.createElement('script')) return;
  document.addEventListener('DOMContentLoaded', function () {
    document.body.innerHTML = '<h1>\u6d25\u6e21</h1><p>\u6d4f\u89c8\u5668\u7248\u672c\u8fc7\u4f4e\uff0c\u8bf7\u5b89\u88c5 Chromium 86 \u6216\u66f4\u65b0\u7248\u672c\uff08360\u3001\u5947\u5b89\u4fe1\u3001\u7ea2\u83b2\u82b1\u7b49\u6d4f\u89c8\u5668\u7684\u6781\u901f\u6a21\u5f0f\u5747\u53ef\uff09\u3002</p><p>This browser is too old: please install Chromium 86 or newer.</p>';
  });
})();
