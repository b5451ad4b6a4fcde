// What of vega the page carries: everything that Vega-Lite compiles to, but maps, which have no data without a network.
// Its own index would bring force layouts, trees, word clouds and crossfilters, which no Vega-Lite specification can ask for.
import { extend } from 'vega-util';
import { transforms } from 'vega-dataflow';
import * as data from 'vega-transforms';
import * as views from 'vega-view-transforms';
import * as encode from 'vega-encode';
import * as regression from 'vega-regression';
import * as voronoi from 'vega-voronoi';

extend(transforms, data, views, encode, regression, voronoi);

export * from 'vega-util';
export { loader } from 'vega-loader';
export { View } from 'vega-view';
export { numberFormatDefaultLocale as formatLocale, timeFormatDefaultLocale as timeFormatLocale, locale } from 'vega-format';
export { expressionFunction } from 'vega-functions';
export { parse } from 'vega-parser';
export { version } from '../node_modules/vega/package.json';
