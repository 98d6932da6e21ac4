// SPDX-License-Identifier: Apache-2.0
import { createApp } from 'vue';
import App from './App.vue';
import 'element-plus/es/components/select/style/css';
import './style/base.css';
import { fits } from './trade/fits';

createApp(App).directive('fits', fits).mount('#app');
