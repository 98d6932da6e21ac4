// SPDX-License-Identifier: Apache-2.0
// A chart in a box: the library is loaded when the first one is shown, and the chart goes with its component.
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';

export function onChart(box: Ref<HTMLElement | null>, option: () => EChartsCoreOption): void {
  let chart: EChartsType | null = null, gone = false;
  const draw = (): void => { chart?.resize(); chart?.setOption({ animation: false, ...option() }, true); };
  const fit = (): void => { chart?.resize(); };
  onMounted(async () => {
    const [core, charts, parts, features, paint] = await Promise.all([import('echarts/core'), import('echarts/charts'), import('echarts/components'), import('echarts/features'), import('echarts/renderers')]);
    if (gone || !box.value) return;
    core.use([charts.BarChart, charts.LineChart, parts.GridComponent, features.LabelLayout, paint.CanvasRenderer]);
    chart = core.init(box.value);
    draw();
    window.addEventListener('resize', fit);
  });
  watch(option, () => window.requestAnimationFrame(draw));
  onBeforeUnmount(() => { gone = true; window.removeEventListener('resize', fit); chart?.dispose(); });
}
