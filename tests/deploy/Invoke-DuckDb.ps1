#Requires -Version 7.6
<#
.SYNOPSIS
Runs the statements of a file, a JSON array of texts, in DuckDB. Gives what the last one answers, as JSON.

.PARAMETER Folder
Where DuckDB.NET lies, with the library of this platform.

.PARAMETER Statements
The file.
#>
param([Parameter(Mandatory)] [string] $Folder, [Parameter(Mandatory)] [string] $Statements)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
Add-Type -Path "$Folder/DuckDB.NET.Bindings.dll", "$Folder/DuckDB.NET.Data.dll"
$connection = [DuckDB.NET.Data.DuckDBConnection]::new('Data Source=:memory:')
$connection.Open()
$rows = @()
foreach ($statement in Get-Content -Raw $Statements | ConvertFrom-Json) {
    $command = $connection.CreateCommand()
    $command.CommandText = $statement
    $reader = $command.ExecuteReader()
    $rows = @(while ($reader.Read()) { , @(for ($i = 0; $i -lt $reader.FieldCount; $i++) { $reader.IsDBNull($i) ? $null : "$($reader.GetValue($i))" }) })
    $reader.Dispose()
}
ConvertTo-Json -InputObject $rows -Depth 3 -Compress
