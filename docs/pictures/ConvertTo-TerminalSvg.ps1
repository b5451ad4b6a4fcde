#Requires -Version 7.6
<#
.SYNOPSIS
Draws lines of terminal output, with their colours, as an SVG picture.

.DESCRIPTION
Understands the SGR escape sequences that PowerShell writes: the sixteen colours, bold and italic. Other sequences are
an error: a picture shows what a terminal would show, or is not made.

.PARAMETER Line
The lines, as they would go to the terminal.

.PARAMETER Width
The columns of the terminal: longer lines go on below, as they would there.

.PARAMETER SecondsPerCommand
Makes it a recording: each command and what it shows appear so many seconds after the one before. Whoever wants no motion
sees all at once.

.PARAMETER Title
What the window's title says, and what screen readers read.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [AllowEmptyString()] [string[]] $Line,
    [Parameter(Mandatory)] [string] $Title,

    [int] $Width = 104,

    [double] $SecondsPerCommand = 0
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$foreground = '#d4d4d4'
$colors = '#3b3f46', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#d4d4d4'
$brights = '#7f848e', '#ff7b86', '#b5e890', '#ffd68a', '#7cc4ff', '#de98f0', '#7fdbe6', '#ffffff'
$characterWidth = 8.4
$lineHeight = 19
$top = 52

function Split-Line([string] $text) {
    $active = $current = ''
    $column = 0
    foreach ($token in [regex]::Matches($text, '\x1b\[[0-9;]*[A-Za-z]|[\s\S]')) {
        if ($token.Length -gt 1) {
            $active = $token.Value
        }
        elseif ($column -eq $Width) {
            $current
            $current = $active
            $column = 1
        }
        else {
            $column++
        }
        $current += $token.Value
    }
    $current
}

function ConvertTo-Span([string] $text) {
    $color = $foreground
    $isBold = $false
    $isItalic = $false
    $column = 0
    foreach ($piece in [regex]::Split($text, '(\x1b\[[0-9;]*[A-Za-z])')) {
        if ($piece -match '^\x1b\[([0-9;]*)m$') {
            foreach ($code in ($Matches[1] -eq '' ? '0' : $Matches[1]).Split(';')) {
                switch ([int] $code) {
                    0 { $color = $foreground; $isBold = $isItalic = $false }
                    1 { $isBold = $true }
                    3 { $isItalic = $true }
                    22 { $isBold = $false }
                    23 { $isItalic = $false }
                    39 { $color = $foreground }
                    { $_ -in 30..37 } { $color = $colors[$_ - 30] }
                    { $_ -in 90..97 } { $color = $brights[$_ - 90] }
                    { $_ -in 2, 4, 7, 24, 27 } { }
                    default { throw "No picture shows the escape sequence ESC[${code}m." }
                }
            }
        }
        elseif ($piece -match '\x1b') {
            throw 'No picture shows an escape sequence other than SGR.'
        }
        elseif ($piece) {
            $x = 16 + $column * $characterWidth
            $style = "fill=`"$color`"" + ($isBold ? ' font-weight="bold"' : '') + ($isItalic ? ' font-style="italic"' : '')
            # The length is said, so that columns stand under each other whatever font there is.
            '<tspan x="{0:0.#}" textLength="{1:0.#}" {2}>{3}</tspan>' -f $x, ($piece.Length * $characterWidth), $style, [Security.SecurityElement]::Escape($piece)
            $column += $piece.Length
        }
    }
}

[Threading.Thread]::CurrentThread.CurrentCulture = [cultureinfo]::InvariantCulture
$Line = $Line | ForEach-Object { Split-Line $_ }
$columns = ($Line | ForEach-Object { ($_ -replace '\x1b\[[0-9;]*m').Length } | Measure-Object -Maximum).Maximum
$width = [Math]::Ceiling(32 + [Math]::Max(60, $columns) * $characterWidth)
$height = $top + $Line.Count * $lineHeight
$name = [Security.SecurityElement]::Escape($Title)
$commands = 0
$rows = for ($i = 0; $i -lt $Line.Count; $i++) {
    $spans = -join (ConvertTo-Span $Line[$i])
    if ($Line[$i] -match '^(\x1b\[[\d;]*m)*PS>') { $commands++ }
    $delay = $SecondsPerCommand ? " class=`"later`" style=`"animation-delay: {0:0.#}s`"" -f ([Math]::Max(0, $commands - 1) * $SecondsPerCommand) : ''
    if ($spans) { "  <text y=`"$($top + $i * $lineHeight)`" xml:space=`"preserve`"$delay>$spans</text>" }
}
$motion = $SecondsPerCommand ? ' @media (prefers-reduced-motion: no-preference) { .later { opacity: 0; animation: appear 1ms forwards; } } @keyframes appear { to { opacity: 1; } }' : ''

@"
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" width="$width" height="$height" role="img" aria-label="$name">
  <title>$name</title>
  <style>text { font: 14px "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }$motion</style>
  <rect width="$width" height="$height" rx="8" fill="#1e222a"/>
  <circle cx="20" cy="17" r="6" fill="#ff5f56"/><circle cx="40" cy="17" r="6" fill="#ffbd2e"/><circle cx="60" cy="17" r="6" fill="#27c93f"/>
  <text x="$($width / 2)" y="22" fill="#7f848e" text-anchor="middle">$name</text>
$($rows -join "`n")
</svg>
"@
