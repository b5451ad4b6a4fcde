#Requires -Version 7.6
<#
.SYNOPSIS
Makes what is published of a built module: the .nupkg, the archive for machines without a gallery, an SBOM and checksums.

.DESCRIPTION
Packs what lies in the module's folder as it is: what was tested is what is published. Returns one object a file.

.PARAMETER ModulePath
The folder of the built module, DataLakeTools or that of the engine for one platform; it is called as the module.

.PARAMETER Readme
What a gallery shows of it; the README of the repository when left out.

.PARAMETER Destination
The folder for the packages.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $ModulePath,
    [Parameter(Mandatory)] [string] $Destination,
    [string] $Readme = (Join-Path $PSScriptRoot '../README.md')
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$ModulePath = Convert-Path -LiteralPath $ModulePath
$name = Split-Path $ModulePath -Leaf
$manifest = Import-PowerShellDataFile (Join-Path $ModulePath "$name.psd1")
$version = $manifest.ModuleVersion

# The tags that a gallery searches by: PSResourceGet would add them to a module that it packs itself.
$tags = @($manifest.PrivateData.PSData.Tags) + 'PSModule'
if ($manifest.CmdletsToExport) { $tags += 'PSIncludes_Cmdlet' }
$tags += foreach ($command in $manifest.CmdletsToExport) { "PSCmdlet_$command", "PSCommand_$command" }

# MSBuild splits properties at ; and ,
$properties = @{
    PackageId           = $name
    ModuleOutput        = $ModulePath + [IO.Path]::DirectorySeparatorChar
    Readme              = Convert-Path -LiteralPath $Readme
    Version             = $version
    Description         = $manifest.Description
    PackageReleaseNotes = $manifest.PrivateData.PSData.ReleaseNotes
    PackageTags         = $tags -join ' '
}
$arguments = foreach ($property in $properties.GetEnumerator()) {
    "-p:$($property.Key)=$($property.Value.Replace('%', '%25').Replace(';', '%3B').Replace(',', '%2C'))"
}
dotnet pack (Join-Path $PSScriptRoot 'DataLakeTools.Package.csproj') --output $Destination --verbosity quiet --nologo $arguments | Out-Host

# dotnet pack knows no level of compression, and its own leaves a few percent.
$package = Join-Path $Destination "$name.$version.nupkg"
$loose = Rename-Item -LiteralPath $package "$name.$version.loose.nupkg" -PassThru
$from, $to = [IO.Compression.ZipFile]::OpenRead($loose), [IO.Compression.ZipFile]::Open($package, 'Create')
try {
    foreach ($entry in $from.Entries) {
        $packed = $to.CreateEntry($entry.FullName, 'SmallestSize')
        $packed.LastWriteTime = $entry.LastWriteTime
        $read, $write = $entry.Open(), $packed.Open()
        $read.CopyTo($write)
        $write.Dispose()
        $read.Dispose()
    }
} finally {
    $to.Dispose()
    $from.Dispose()
}
Remove-Item -LiteralPath $loose

$archive = Join-Path $Destination "$name-$version.zip"
Remove-Item -LiteralPath $archive -ErrorAction Ignore
[IO.Compression.ZipFile]::CreateFromDirectory($ModulePath, $archive, 'SmallestSize', $true)
$sbom = Join-Path $Destination "$name-$version.cdx.json"
& (Join-Path $PSScriptRoot 'New-Sbom.ps1') -Path $ModulePath | Set-Content -LiteralPath $sbom

$files = $package, $archive, $sbom
$checksums = & (Join-Path $PSScriptRoot 'New-Checksum.ps1') -Path $files -Destination (Join-Path $Destination "$name-$version.sha256")

Get-Item -LiteralPath ($files + $checksums.FullName) | Select-Object FullName, Length
