// SPDX-License-Identifier: Apache-2.0
// The bulletin as a Word file. Brought only when one is saved.
import { AlignmentType, BorderStyle, Document, HeadingLevel, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx';
import type { Paper, Table as Figures } from './bulletin';

const FONT = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: 'FangSong' };
const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' };
const cell = (text: string | number, bold = false): TableCell => new TableCell({
  borders: { top: line, bottom: line, left: line, right: line }, margins: { top: 40, bottom: 40, left: 80, right: 80 },
  children: [new Paragraph({ alignment: typeof text === 'number' ? AlignmentType.RIGHT : AlignmentType.LEFT, children: [new TextRun({ text: String(text), bold, size: 22, font: FONT })] })],
});
const table = (f: Figures): Table => new Table({
  width: { size: 100, type: WidthType.PERCENTAGE },
  rows: [new TableRow({ tableHeader: true, children: f.heads.map((h) => cell(h, true)) }), ...f.rows.map((r) => new TableRow({ cantSplit: true, children: r.map((c) => cell(c)) }))],
});
const says = (text: string, size = 28): Paragraph => new Paragraph({ indent: { firstLine: size * 20 }, spacing: { line: 420 }, children: [new TextRun({ text, size, font: FONT })] });

export async function wordFile(p: Paper): Promise<Blob> {
  const children = [
    new Paragraph({ alignment: AlignmentType.CENTER, heading: HeadingLevel.TITLE, children: [new TextRun({ text: p.title, bold: true, size: 40, font: FONT })] }),
    new Paragraph({ alignment: AlignmentType.CENTER, spacing: { after: 240 }, children: [new TextRun({ text: p.under, size: 28, font: FONT })] }),
    ...p.lead.map((x) => says(x)),
    ...p.sections.flatMap((s, i) => [
      new Paragraph({ heading: HeadingLevel.HEADING_2, spacing: { before: 240, after: 120 }, keepNext: true, children: [new TextRun({ text: `${i + 1}. ${s.title}`, bold: true, size: 30, color: '000000', font: FONT })] }),
      ...s.says.map((x) => says(x)), ...(s.table ? [table(s.table), ...(s.table.note ? [says(s.table.note, 22)] : [])] : []),
    ]),
    new Paragraph({ spacing: { before: 240 }, children: [] }),
    ...p.foot.map((x) => says(x, 20)),
  ];
  const page = { size: { width: 11906, height: 16838 }, margin: { top: 1440, bottom: 1440, left: 1440, right: 1440 } };
  return Packer.toBlob(new Document({ creator: p.under, title: p.title, sections: [{ properties: { page }, children }] }));
}
