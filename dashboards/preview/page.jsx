// The picture: panels on Grafana's grid, drawn by the components that Grafana draws them with.
import '@fontsource/inter/400.css';
import '@fontsource/inter/500.css';
import {
    applyFieldOverrides,
    createTheme,
    dateTime,
    FieldConfigOptionsRegistry,
    FieldType,
    getDisplayValueAlignmentFactors,
    getFieldDisplayValues,
    ThemeContext,
} from '@grafana/data';
import { BarGauge, BigValue, GlobalStyles, PanelChrome, TimeSeries, VizRepeater } from '@grafana/ui';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';

const { title, panels, time, theme: mode } = window.preview;
const theme = createTheme({ colors: { mode } });
const timeZone = 'browser';
const from = dateTime(time.from * 1000);
const to = dateTime(time.to * 1000);
const timeRange = { from, to, raw: { from, to } };

// Grafana's grid: 24 columns, rows of 30 pixels, 8 between.
const GAP = 8;
const ROW = 30 + GAP;
const COLUMN = (window.innerWidth - GAP) / 24;
const TITLE = 44;

const numberOf = (text) => Number(text.replace('Inf', 'Infinity'));
// What a chart cannot place is a gap.
const pointOf = (text) => (Number.isFinite(numberOf(text)) ? numberOf(text) : null);

/** A frame for each series, with what the panel's fieldConfig says of it. */
function framesOf({ type, series, fieldConfig }) {
    const { defaults, overrides } = fieldConfig;
    const ids = [
        ...Object.keys(defaults).filter((id) => id !== 'custom'),
        ...Object.keys(defaults.custom ?? {}).map((id) => `custom.${id}`),
        ...overrides.flatMap(({ properties }) => properties.map(({ id }) => id)),
    ];
    const known = [...new Set(ids)].map((id) => ({
        id,
        path: id.replace(/^custom\./, ''),
        isCustom: id.startsWith('custom.'),
        process: (value) => value,
        shouldApply: (field) => field.type !== FieldType.time,
    }));
    const data = series.map(({ name, labels, times, values }) => ({
        length: times.length,
        fields: [
            { name: 'Time', type: FieldType.time, config: {}, values: times },
            { name: 'Value', type: FieldType.number, config: { displayNameFromDS: name }, labels, values: values.map(type === 'timeseries' ? pointOf : numberOf) },
        ],
    }));
    return applyFieldOverrides({
        data,
        fieldConfig,
        fieldConfigRegistry: new FieldConfigOptionsRegistry(() => known),
        replaceVariables: (text) => text,
        theme,
        timeZone,
    });
}

const Note = ({ children }) => (
    <div style={{ color: theme.colors.text.secondary, height: '100%', display: 'grid', placeItems: 'center' }}>{children}</div>
);

function Content({ panel, width, height }) {
    const { type, options, series, fieldConfig, skipped } = panel;
    if (skipped) {
        return <Note>{type}: not drawn</Note>;
    }
    if (type === 'timeseries') {
        return series.length === 0 ? (
            <Note>{fieldConfig.defaults.noValue ?? 'No data'}</Note>
        ) : (
            <TimeSeries frames={framesOf(panel)} legend={options.legend} {...{ width, height, timeRange, timeZone }} />
        );
    }
    const { reduceOptions, orientation } = options;
    const replaceVariables = (text) => text;
    const data = framesOf(panel);
    return (
        <VizRepeater
            {...{ width, height, orientation }}
            getValues={() => getFieldDisplayValues({ data, fieldConfig, reduceOptions, replaceVariables, theme, timeZone })}
            getAlignmentFactors={getDisplayValueAlignmentFactors}
            source={data}
            renderCounter={0}
            autoGrid={orientation === 'auto'}
            itemSpacing={GAP}
            renderValue={({ value: { display, field, view, colIndex }, ...place }) =>
                type === 'stat' ? (
                    <BigValue {...options} {...place} value={display} theme={theme} />
                ) : (
                    <BarGauge
                        {...options}
                        {...place}
                        value={display}
                        field={field}
                        display={view?.getFieldDisplayProcessor(colIndex)}
                        theme={theme}
                    />
                )
            }
        />
    );
}

function Panel({ panel }) {
    const { x, y, w, h } = panel.gridPos;
    const width = w * COLUMN - GAP;
    const height = h * ROW - GAP;
    const place = { position: 'absolute', left: GAP + x * COLUMN, top: TITLE + y * ROW, width, height };
    return panel.type === 'row' ? (
        <h4 style={{ ...place, margin: 0, lineHeight: `${height}px` }}>{panel.title}</h4>
    ) : (
        <div style={place}>
            <PanelChrome title={panel.title} width={width} height={height}>
                {(innerWidth, innerHeight) => <Content panel={panel} width={innerWidth} height={innerHeight} />}
            </PanelChrome>
        </div>
    );
}

function Dashboard() {
    // Charts and their legends take two turns to find their sizes.
    useEffect(() => void document.fonts.ready.then(() => setTimeout(() => (window.drawn = true), 1000)), []);
    const rows = Math.max(...panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    return (
        <ThemeContext.Provider value={theme}>
            <GlobalStyles />
            <style>{'body { margin: 0 }'}</style>
            <main style={{ position: 'relative', height: TITLE + rows * ROW, background: theme.colors.background.canvas }}>
                <h3 style={{ margin: 0, padding: `10px ${GAP}px` }}>{title}</h3>
                {panels.map((panel) => (
                    <Panel key={panel.id} panel={panel} />
                ))}
            </main>
        </ThemeContext.Provider>
    );
}

createRoot(document.getElementById('root')).render(<Dashboard />);
