// SPDX-License-Identifier: Apache-2.0
/*
 * How the organs' papers say things: the tables the reader goes by. They are matched against the flat text of a paper
 * (text.ts: half width, round brackets, no blanks; a cell's end is a comma). Words here are never shown.
 */

const NAME = '(?:[\\u3400-\\u9fff][\\u3400-\\u9fff·*×]{1,14}?|[A-Z][A-Za-z.·]{2,40}?)';
const FIGURES = '[0-9○〇零一二三四五六七八九十元]';
export const FULL_DATE = `(?:${FIGURES}{4}年${FIGURES}{1,3}月${FIGURES}{1,3}日|\\d{4}[-./]\\d{1,2}[-./]\\d{1,2})`;
/* A later date of a sentence may leave out what the one before it said. */
export const ANY_DATE = `(?:${FULL_DATE}|同年${FIGURES}{1,3}月${FIGURES}{1,3}日|同月${FIGURES}{1,3}日|(?<!年)${FIGURES}{1,3}月${FIGURES}{1,3}日|次日|同日|当日)`;
export const RELATIVE: Array<{ starts: string; days: number }> = [{ starts: '次日', days: 1 }, { starts: '同日', days: 0 }, { starts: '当日', days: 0 }];
export const SAME_YEAR = '同年', SAME_MONTH = '同月';
export const DATE_PARTS = /[年月日]/;
export const FIGURE_VALUES: Record<string, number> = { '○': 0, '〇': 0, '零': 0, '元': 1, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9 };
export const TEN = '十';

export type PaperKind = 'filing_decision' | 'arrest_request' | 'prosecution_opinion';
/* The title stands on a line of its own; `word` are the letters of such a paper's number. */
export const KINDS: Array<{ kind: PaperKind; title: RegExp; word: RegExp }> = [
  { kind: 'filing_decision', title: /^.{0,24}立案决定书(?:\(副本\)|\(存根\))?$/m, word: /立/ },
  { kind: 'arrest_request', title: /^.{0,24}提请批准逮捕(?:意见)?书$/m, word: /捕/ },
  { kind: 'prosecution_opinion', title: /^.{0,24}起诉意见书$/m, word: /诉/ },
];
export const ORGAN = /^[\u3400-\u9fff]{2,20}(?:公安局|公安分局|分局|公安处|国家安全局)$/m;
/* X公(刑)立字(2021)123号 and its like: the unit may stand in brackets, the word for "letters" may be left out. */
export const PAPER_NUMBER = /[\u3400-\u9fff]{1,10}(?:\([\u3400-\u9fff]{1,6}\))?[\u3400-\u9fff]{0,8}\(\d{4}\)第?\d{1,8}号/g;
export const POLICE_CASE = /A\d{22}/i;
export const RECEIVER = /此致,?([\u3400-\u9fff]{2,20}?(?:人民检察院|人民法院))/;

const ALIAS = '(?:\\([^()]{1,40}\\))?(?:,(?:又名|曾用名|别名|绰号|化名|自报名)[^,。;]{1,20})*';
/* Where a person is introduced: his name, then his sex. Each has the name in the group `name`, the sex in `sex`. */
export const INTROS: RegExp[] = [
  new RegExp(`(?:犯罪嫌疑人|被告人)(?:基本情况)?[:,]?(?:[一二三四五六七八九十\\d]{1,2}[:.、,])?(?:姓名[:,]?)?(?<name>${NAME})${ALIAS},?(?:性别[:,]?)?(?<sex>[男女])(?=[,。;(性出民])`, 'g'),
  new RegExp(`姓名[:,]?(?<name>${NAME})${ALIAS},?(?:(?:曾用名|别名|绰号)[:,]?[^,。;]{0,12}?,?)?性别[:,]?(?<sex>[男女])`, 'g'),
  new RegExp(`(?<=^|[。;:.)、])(?<name>${NAME})${ALIAS},(?<sex>[男女]),(?=${FULL_DATE}|(?:汉|回|藏|满|蒙古|维吾尔|[\\u3400-\\u9fff]{1,4})族|\\d)`, 'g'),
];
export const NOT_SUSPECTS = /^(?:犯罪嫌疑人|被告人|被害人|证人|报案人|被害单位|法定代理人|监护人|辩护人|联系人|审核人|办案人|见证人|[一二三四五六七八九十]|姓名)/;
/* From here on the paper tells what happened, and names others. */
export const NARRATIVE = /(?:经(?:我局)?(?:依法)?(?:侦查|审查)(?:终结)?,?(?:现)?(?:依法)?查明|(?:经)?依法侦查查明|经侦查查明|简要案情|犯罪事实如下)/;
export const CASE_LINE = /(?:犯罪嫌疑人)?[^。;]{1,60}涉嫌[^。;]{1,60}一案,/;
export const CONCLUSION = /(?:综上所述|综上,|上述犯罪事实)/;

export const ID_NUMBER = /(?<!\d)(\d{17}[\dX])(?![\dX])/gi;
export const ID_LABEL = /(?:身份证|证件|公民身份)[\u3400-\u9fff()]{0,8}[:,]?$/;
export const BIRTHS: RegExp[] = [new RegExp(`(?<date>${FULL_DATE})(?:出生|生(?=[,。;]))`), new RegExp(`出生(?:日期|年月日|年月)?[:,]?(?<date>${FULL_DATE})`)];
export const SEXES: Record<string, string> = { 男: 'male', 女: 'female' };

export type Measure = 'detained' | 'arrested' | 'bail' | 'residence';
/* Longer words first: what is only asked for or approved is not yet carried out. */
export const MEASURES: Array<{ word: string; measure: Measure | null }> = [
  { word: '提请批准逮捕', measure: null }, { word: '批准逮捕', measure: null }, { word: '决定逮捕', measure: null },
  { word: '行政拘留', measure: null }, { word: '司法拘留', measure: null }, { word: '延长拘留', measure: null },
  { word: '刑事拘留', measure: 'detained' }, { word: '拘留', measure: 'detained' },
  { word: '逮捕', measure: 'arrested' }, { word: '取保候审', measure: 'bail' }, { word: '监视居住', measure: 'residence' },
];
export const HOUSE = /(?:羁押|关押|送押)(?:于|在|至)?([\u3400-\u9fff]{2,24}?看守所)/;
/* What is left of a measure's sentence when it is of an earlier matter, not of this one. */
export const EARLIER = /(?:判处|刑满释放|前科|被行政|劳动教养)/;

export const SUSPECTED = /(?:涉嫌|构成|犯有)/g;
export const CHARGE_END = '罪', CHARGE_JOINS = /^[、,及和与"“”]*(?:以及)?(?:涉嫌)?/;
/* Ways of naming a charge that the code table does not have. */
export const CHARGE_WORDS: Record<string, string> = { 醉酒驾驶: '危险驾驶罪', 醉驾: '危险驾驶罪', 醉酒驾驶机动车: '危险驾驶罪', 帮信: '帮助信息网络犯罪活动罪', 故意伤害致人死亡: '故意伤害罪', '掩饰、隐瞒犯罪所得': '掩饰、隐瞒犯罪所得、犯罪所得收益罪',
  贩卖毒品: '走私、贩卖、运输、制造毒品罪', 运输毒品: '走私、贩卖、运输、制造毒品罪', '贩卖、运输毒品': '走私、贩卖、运输、制造毒品罪', 非法持有枪支: '非法持有、私藏枪支、弹药罪', 非法持有弹药: '非法持有、私藏枪支、弹药罪' };

export const FILES: RegExp[] = [/(?:决定)?对(.{2,80}?)一?案(?:进行)?立案侦查/, /(?:决定)对(.{2,80}?)一?案立案/];
export const FILED = new RegExp(`(?<date>${ANY_DATE})[^。;]{0,16}?(?:决定)?(?:对[^。;]{0,50})?立案(?:侦查|进行侦查|并)?`);
export const OF_VICTIM = '被', AND_OTHERS = /(?:等\d*[一二三四五六七八九十]*人?)$/, NAME_PARTS = /[、,和]/, SUSPECT_PREFIX = /^犯罪嫌疑人/;
export const ONLY_NAME = new RegExp(`^${NAME.replace('1,14}?', '1,14}')}$`);
/* Some makers of PDF write the sign of a radical where the character is meant; these have no ordinary form of their own in Unicode's tables. */
export const RADICALS: Record<string, string> = { '\u2ea0': '民', '\u2ec4': '西', '\u2ec5': '见', '\u2ec6': '角', '\u2ec9': '贝', '\u2ecb': '车', '\u2ed3': '长', '\u2ed4': '门', '\u2ed8': '青', '\u2eda': '页', '\u2edb': '风', '\u2edc': '飞', '\u2edd': '食', '\u2ee2': '马', '\u2ee3': '骨', '\u2ee5': '鱼', '\u2ee6': '鸟', '\u2ee8': '麦', '\u2ee9': '黄', '\u2eec': '齐', '\u2eed': '齿', '\u2ef0': '龙', '\u2e81': '厂', '\u2e84': '乙', '\u2ea9': '王', '\u2eb6': '羊', '\u2ebc': '肉' };
