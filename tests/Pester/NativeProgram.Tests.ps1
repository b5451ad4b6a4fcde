BeforeDiscovery {
    $tools = 'clang', 'ld.lld', 'apt-get', 'dpkg-deb', 'qemu-aarch64'
    $missing = @($tools | Where-Object { -not (Get-Command $_, "$_-static" -CommandType Application -ErrorAction Ignore) })
    if (-not (Test-Path /usr/share/keyrings/debian-archive-keyring.gpg)) { $missing += 'debian-archive-keyring' }
    $servers = Get-Item "$PSScriptRoot/../DataLakeTools.TestServers/bin/*/*/DataLakeTools.TestServers.dll" -ErrorAction Ignore | Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $servers) { $missing += 'the built tests/DataLakeTools.TestServers' }
    $reason = -not $IsLinux ? ' (skipped, needs Linux)' : $missing ? " (skipped, not on this machine: $($missing -join ', '))" : ''
}

Describe "The native program for arm64$reason" -Skip:([bool] $reason) -ForEach @{ Servers = $servers } {
    BeforeAll {
        $root = Join-Path $PSScriptRoot ../.. -Resolve
        $samples = "$root/module/samples/*.json", "$root/module/samples/data"
        $layer, $engine, $function = & "$root/packaging/New-LambdaPackage.ps1" -Architecture arm64 -Destination $root/output/native -JobPath $samples
        $folder = Join-Path $root output/native/linux-arm64
        $program = Get-Item $folder/datalake
        $bytes = [IO.File]::ReadAllBytes($program)
        $emulator = (Get-Command qemu-aarch64, qemu-aarch64-static -CommandType Application -ErrorAction Ignore)[0].Source
    }

    It 'is one file of an arm64 Linux, with the engine for it and its licence beside' {
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be datalake, libduckdb.so, LICENSE-DuckDB.txt
        $bytes[0..4] + $bytes[18] | Should -Be 0x7F, 0x45, 0x4C, 0x46, 2, 0xB7
        $library = [IO.File]::OpenRead((Join-Path $folder libduckdb.so))
        $head = [byte[]]::new(20)
        $library.ReadExactly($head)
        $library.Dispose()
        $head[0..4] + $head[18] | Should -Be 0x7F, 0x45, 0x4C, 0x46, 2, 0xB7
    }

    It 'asks for no newer C library than Amazon Linux 2023 has' {
        $versions = [regex]::Matches([Text.Encoding]::Latin1.GetString($bytes), 'GLIBC_2\.(\d+)').ForEach{ [int] $_.Groups[1].Value }
        ($versions | Measure-Object -Maximum).Maximum | Should -BeIn (17..34)
    }

    It 'runs a job' {
        $written = & $emulator -L $root/output/sysroot/debian-12-arm64 $program run $root/module/samples/first-lake.json --lake $TestDrive/lake --date 2022-05-02
        $LASTEXITCODE | Should -Be 0 -Because "$written"
        $written[-1] | Should -BeLike '2 Uploaded, 0 failed*'
        $sent = Get-FileHash $TestDrive/lake/Raw/Local/CSV/Movies/2022/05/02/movies.csv
        $sent.Hash | Should -Be (Get-FileHash $root/module/samples/data/movies.csv).Hash
    }
    It 'makes tables as a function out of its layers, which are far below the 250 MB that Lambda takes unpacked' {
        foreach ($archive in $layer, $engine) { [IO.Compression.ZipFile]::ExtractToDirectory($archive.FullName, "$TestDrive/opt") }
        [IO.Compression.ZipFile]::ExtractToDirectory($function.FullName, "$TestDrive/task")
        (Get-ChildItem $TestDrive/opt, $TestDrive/task -Recurse -File | Measure-Object Length -Sum).Sum | Should -BeLessThan 125MB

        $start = [Diagnostics.ProcessStartInfo] @{ FileName = 'dotnet'; RedirectStandardInput = $true; RedirectStandardOutput = $true }
        foreach ($argument in $Servers.FullName, 'lambda') { $start.ArgumentList.Add($argument) }
        $runtime = [Diagnostics.Process]::Start($start)
        try {
            $address = $runtime.StandardOutput.ReadLine()
            $variables = @{ AWS_LAMBDA_RUNTIME_API = $address; LAMBDA_TASK_ROOT = "$TestDrive/task" }
            $arguments = '-L', "`"$root/output/sysroot/debian-12-arm64`"", "`"$TestDrive/opt/bootstrap`""
            $bootstrap = Start-Process $emulator $arguments -PassThru -Environment $variables -RedirectStandardOutput $TestDrive/function.log -RedirectStandardError $TestDrive/function.err
            try {
                $runtime.StandardInput.WriteLine((@{ job = 'tables'; date = '2022-05-02'; lake = "$TestDrive/lake-of-function" } | ConvertTo-Json -Compress))
                $answering = $runtime.StandardOutput.ReadLineAsync()
                while (-not $answering.Wait(500) -and -not $bootstrap.HasExited) { }
                $answer = $bootstrap.HasExited ? 'The function ended.' : $answering.Result
            }
            finally {
                if (-not $bootstrap.HasExited) { $bootstrap.Kill() }
                $bootstrap.WaitForExit()
            }
        }
        finally {
            $runtime.Kill()
            $runtime.WaitForExit()
        }

        $answer | Should -Match '^response after \d+ ms: ' -Because "$(Get-Content $TestDrive/function.err -Raw)"
        ($answer -replace '^[^{]*' | ConvertFrom-Json).status | Should -Be 'Succeeded'
        $manifest = Get-Content $TestDrive/lake-of-function/Refined/Lake/JSON/Manifest/2022/05/02/manifest.json -Raw | ConvertFrom-Json
        ($manifest.tables | Where-Object table -EQ 'fact_title').rows | Should -BeGreaterThan 0
    }
}
