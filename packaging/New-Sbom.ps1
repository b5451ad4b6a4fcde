#Requires -Version 7.6
<#
.SYNOPSIS
Writes the bill of materials of a built module or of the native program: CycloneDX 1.6 as JSON.

.DESCRIPTION
Every assembly, program and native library that ships stands in it with its SHA-256, and every package that it came from with
version, licence and the SHA-512 of the lock file; so do the npm packages of the page that lies in DataLakeTools.Core. One that
no locked package explains is an error. Tools that read project files see neither the engine's library nor the page.

.PARAMETER Path
The folder of the built module, or of the program with the engine beside it.

.PARAMETER RuntimeIdentifier
The platform of the program. All its packages are linked into it, .NET itself among them.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [string] $Path,
    [string] $RuntimeIdentifier
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Split-Path $PSScriptRoot
$Path = Convert-Path -LiteralPath $Path
$name = $RuntimeIdentifier ? 'datalake' : (Split-Path $Path -Leaf)
$version = (Import-PowerShellDataFile ($RuntimeIdentifier ? "$root/DataLakeTools.psd1" : (Join-Path $Path "$name.psd1"))).ModuleVersion
$packageFolder = (dotnet nuget locals global-packages --list) -replace '^[^:]*:\s*'

function Get-License([string] $name, [string] $version) {
    $nuspec = Join-Path $packageFolder $name.ToLowerInvariant() $version "$($name.ToLowerInvariant()).nuspec"
    $license = ([xml](Get-Content -LiteralPath $nuspec -Raw)).package.metadata.license
    if ($license.type -ne 'expression') { throw "The package $name $version does not name its licence as an SPDX expression." }
    $license.InnerText
}

function ConvertTo-Component([IO.FileInfo] $file) {
    [ordered]@{
        type   = 'file'
        name   = [IO.Path]::GetRelativePath($Path, $file.FullName).Replace('\', '/')
        hashes = @(@{ alg = 'SHA-256'; content = (Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash.ToLowerInvariant() })
    }
}

# The version of a package of DuckDB.NET begins with that of DuckDB.
function ConvertTo-EngineComponent([IO.FileInfo] $file, [string] $version) {
    $version = ([version] $version).ToString(3)
    [ordered]@{
        type       = 'library'
        name       = 'DuckDB'
        version    = $version
        licenses   = @(@{ expression = 'MIT' })
        purl       = "pkg:github/duckdb/duckdb@v$version"
        components = @(ConvertTo-Component $file)
    }
}

function ConvertTo-PageComponent($package) {
    [ordered]@{
        type     = 'library'
        name     = $package.name
        version  = $package.version
        hashes   = @(@{ alg = 'SHA-512'; content = [Convert]::ToHexString([Convert]::FromBase64String($package.integrity -replace '^sha512-')).ToLowerInvariant() })
        licenses = @(@{ expression = $package.license })
        purl     = "pkg:npm/$($package.name)@$($package.version)"
    }
}

function ConvertTo-PackageComponent($package, [Collections.IDictionary[]] $content) {
    $component = [ordered]@{
        type      = 'library'
        'bom-ref' = "pkg:nuget/$($package.Key)@$($package.Value.resolved)"
        name      = $package.Key
        version   = $package.Value.resolved
        hashes    = @(@{ alg = 'SHA-512'; content = [Convert]::ToHexString([Convert]::FromBase64String($package.Value.contentHash)).ToLowerInvariant() })
        licenses  = @(@{ expression = Get-License $package.Key $package.Value.resolved })
        purl      = "pkg:nuget/$($package.Key)@$($package.Value.resolved)"
    }
    if ($content) { $component.components = $content }
    $component
}

# The native library of the engine is not called as the package that it comes in, and is somebody else's work.
$engine = 'DuckDB.NET.Bindings.Full'
$engineFiles = 'libduckdb.so', 'libduckdb.dylib', 'duckdb.dll'

# Of the program, the lock file that its publish wrote; what compiles and trims stays behind.
$locks = @($RuntimeIdentifier ? "src/DataLakeTools.Host/obj/packages.$RuntimeIdentifier.lock.json" : 'src/DataLakeTools/packages.lock.json') + 'src/DataLakeTools.DuckDb/packages.lock.json'
$locked = $locks | ForEach-Object { Get-Content -LiteralPath (Join-Path $root $_) -Raw | ConvertFrom-Json -AsHashtable } |
    ForEach-Object { $_.dependencies.Values } | ForEach-Object { $_.GetEnumerator() } |
    Where-Object { $_.Value.ContainsKey('resolved') -and $_.Key -notin 'Microsoft.NET.ILLink.Tasks', 'Microsoft.DotNet.ILCompiler' }

$shipped = Get-ChildItem -LiteralPath $Path -Recurse -Include (@('*.dll', 'datalake', 'datalake.exe') + $engineFiles) | Sort-Object FullName
$own = $shipped | Where-Object BaseName -Like 'DataLake*' | ForEach-Object { ConvertTo-Component $_ }
$page = Join-Path $root src/DataLakeTools.Core/obj/page/dashboard.html.packages.json
if (Test-Path -LiteralPath $page) {
    foreach ($holder in $own | Where-Object { $RuntimeIdentifier -or $_.name -like '*DataLakeTools.Core.dll' }) {
        $holder.components = @(Get-Content -LiteralPath $page -Raw | ConvertFrom-Json | ForEach-Object { ConvertTo-PageComponent $_ })
    }
}

$packages = @(foreach ($file in $shipped | Where-Object BaseName -NotLike 'DataLake*') {
        $isEngine = $file.Name -in $engineFiles
        $package = $locked | Where-Object Key -EQ ($isEngine ? $engine : $file.BaseName) | Select-Object -First 1
        if (-not $package) { throw "No locked package explains $($file.FullName)." }
        ConvertTo-PackageComponent $package ($isEngine ? (ConvertTo-EngineComponent $file $package.Value.resolved) : (ConvertTo-Component $file))
    })
if ($RuntimeIdentifier) {
    $packages += $locked | Where-Object Key -NE $engine | Sort-Object Key -Unique | ForEach-Object { ConvertTo-PackageComponent $_ }
}

[ordered]@{
    bomFormat    = 'CycloneDX'
    specVersion  = '1.6'
    version      = 1
    metadata     = [ordered]@{
        component = [ordered]@{
            type      = $RuntimeIdentifier ? 'application' : 'library'
            'bom-ref' = "$name@$version"
            name      = $name
            version   = $version
            licenses  = @(@{ license = @{ id = 'MIT' } })
        }
    }
    components   = @($own) + $packages
    dependencies = @([ordered]@{ ref = "$name@$version"; dependsOn = @($packages | ForEach-Object { $_['bom-ref'] }) })
} | ConvertTo-Json -Depth 10
