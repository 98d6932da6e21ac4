// SPDX-License-Identifier: Apache-2.0
// The one event stream of this browser: a shared worker holds it and tells every tab, so that ten tabs take one of the six
// connections a browser opens to a host.
const ports = new Set<MessagePort>();
let source: EventSource | null = null;
let post = '';

function tell(what: unknown): void {
  for (const p of ports) p.postMessage(what);
}

const AGAIN_MS = 10_000;
function again(): void {
  if (source?.readyState === EventSource.CLOSED) begin(post);
}

function begin(as: string): void {
  if (source && source.readyState !== EventSource.CLOSED && as === post) return;
  source?.close();
  post = as;
  source = new EventSource('/api/v1/events');
  source.addEventListener('case', (e) => tell({ what: 'case', data: JSON.parse((e as MessageEvent<string>).data) }));
  source.addEventListener('asked', () => tell({ what: 'asked' }));
  source.addEventListener('reset', () => tell({ what: 'reset' }));
  source.addEventListener('open', () => tell({ what: 'open' }));
  source.addEventListener('error', () => {
    tell({ what: 'lost' });
    if (source?.readyState === EventSource.CLOSED) self.setTimeout(again, AGAIN_MS); // answered, but not with a stream: a gateway while the server starts
  });
}

(self as unknown as { onconnect: (e: MessageEvent) => void }).onconnect = (e) => {
  const port = e.ports[0]!;
  ports.add(port);
  port.onmessage = (m: MessageEvent<{ what: string; as: string }>) => {
    if (m.data.what === 'begin') begin(m.data.as);
    if (m.data.what === 'end') {
      source?.close();
      source = null;
    }
    if (m.data.what === 'gone') ports.delete(port);
  };
};
