// Stands for what vega-embed and vega-loader import and the page never calls: themes, a tooltip that writes HTML, and maps.
export const Handler = undefined;
export const feature = undefined;
export const mesh = undefined;
export const geoArea = undefined;
export const geoBounds = undefined;
export const geoCentroid = undefined;
