BeforeDiscovery {
    $tools = 'clang', 'ld.lld', 'apt-get', 'dpkg-deb', 'qemu-aarch64'
    $missing = @($tools | Where-Object { -not (Get-Command $_, "$_-static" -CommandType Application -ErrorAction Ignore) })
    if (-not (Test-Path /usr/share/keyrings/debian-archive-keyring.gpg)) { $missing += 'debian-archive-keyring' }
    $reason = -not $IsLinux ? ' (skipped, needs Linux)' : $missing ? " (skipped, not on this machine: $($missing -join ', '))" : ''
}

Describe "The native program for arm64$reason" -Skip:([bool] $reason) {
    BeforeAll {
        $root = Join-Path $PSScriptRoot ../.. -Resolve
        $folder = Join-Path $root output/native/linux-arm64
        $program = & "$root/packaging/New-NativeProgram.ps1" -RuntimeIdentifier linux-arm64 -Destination $folder
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
}
