// SPDX-License-Identifier: Apache-2.0
import { createApp } from 'vue';
import App from './App.vue';
import { beginText } from './text/text';
import './style/base.css';
import { fits } from './trade/fits';
import { hint } from './trade/hint';
import { tellPrints } from './trade/printed';

tellPrints();
void beginText().then(() => createApp(App).directive('fits', fits).directive('hint', hint).mount('#app'));
