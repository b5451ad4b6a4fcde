#Requires -Version 7.6
<#
.SYNOPSIS
Says how to start another PowerShell like the one that runs this: the program, then the arguments that come before all others.

.DESCRIPTION
PowerShell as a .NET tool is no program of its own: its process is "dotnet", and pwsh.dll its first argument. Build and
tests ask here, so that they run in either. A PowerShell that is too old for the module fails.

.EXAMPLE
$program, $first = ./tools/Get-PowerShellCommand.ps1; & $program @first -NoProfile -Command '$PID'
#>
[CmdletBinding()]
[OutputType([string])]
param()

[Environment]::ProcessPath
if ([IO.Path]::GetFileNameWithoutExtension([Environment]::ProcessPath) -eq 'dotnet') {
    Join-Path $PSHOME pwsh.dll
}
