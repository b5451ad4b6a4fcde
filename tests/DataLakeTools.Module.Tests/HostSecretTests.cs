using System.Text;

namespace DataLakeTools.Module.Tests;

/// <summary>Files and programs that hold secrets, broken by chance, in front of the host: no text of them is in what it says.</summary>
public sealed class HostSecretTests : IDisposable
{
    // A text of one kind of letter in a row, so that a piece of it is recognised, too.
    private const string Mark = "QQXQZ";
    private const string Secret = $"{Mark}/{Mark}+{Mark}={Mark}";
    private const int Cases = 30;

    private static readonly string[] Wild = ["\0", "\u001b[31m", "\n", "\r", "\"", "'", "=", "[", "]", "#", "\\", "${", "}", " ", "\u202e", "%", ":"];

    private readonly string _folder = Directory.CreateTempSubdirectory("datalake-secrets-").FullName;
    private readonly Random _random = new(20_220_502);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_text_of_a_broken_environment_file_is_in_what_the_host_says()
    {
        string[] texts = [$"AWS_SECRET_ACCESS_KEY={Secret}\nTMDB_TOKEN='{Secret}'\n", $"export A=\"{Secret}\nB={Secret}\"\n{Secret}\n", $"A='{Secret}\nB=${{{Secret}:-{Secret}}}\nC=\"\\u{Secret}\"\n{Secret}={Secret}\n"];
        for (var number = 0; number < Cases; number++)
        {
            await File.WriteAllTextAsync(In("broken.env"), Broken(texts[_random.Next(texts.Length)]));

            await AssertHiddenAsync("run", In("absent.json"), "--env-file", In("broken.env"), "--verbose");
        }
    }

    [Fact]
    public async Task No_text_of_a_broken_AWS_file_or_of_a_program_is_in_what_the_host_says()
    {
        string[] texts =
        [
            $"[films]\naws_access_key_id = {Secret}\naws_secret_access_key = {Secret}\naws_session_token = {Secret}\n",
            $"[profile films]\nregion = {Secret}\nendpoint_url = https://user:{Secret}@example.com/{Secret}\nmax_attempts = {Secret}\n",
            $"{Secret}\n[films\n{Secret} = \n[films]]\n  {Secret}: {Secret}\n",
        ];
        await File.WriteAllTextAsync(In("job.json"), """{"lake":"s3://films","endpointUrl":"http://127.0.0.1:1","profileName":"films","maximumRetryCount":0,"steps":[{"type":"SendCsv","path":"a.csv"}]}""");
        await File.WriteAllTextAsync(In("a.csv"), "a|b\n1|2\n");
        for (var number = 0; number < Cases; number++)
        {
            var isProgram = number % 3 == 0 && !OperatingSystem.IsWindows();
            await File.WriteAllTextAsync(In("printed"), Broken($$"""{"Version":1,"AccessKeyId":"{{Secret}}","SecretAccessKey":"{{Secret}}","SessionToken":"{{Secret}}"}"""));
            await File.WriteAllTextAsync(In("config"), isProgram ? $"[profile films]\ncredential_process = cat {In("printed")}\n" : Broken(texts[_random.Next(texts.Length)]));
            await File.WriteAllTextAsync(In("credentials"), isProgram ? string.Empty : Broken(texts[_random.Next(texts.Length)]));

            await AssertHiddenAsync("run", In("job.json"), "--verbose", "--log-format", number % 2 == 0 ? "json" : "text");
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private async Task AssertHiddenAsync(params string[] arguments)
    {
        var environment = Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToDictionary(name => name, _ => (string?)null);
        environment["AWS_CONFIG_FILE"] = In("config");
        environment["AWS_SHARED_CREDENTIALS_FILE"] = In("credentials");
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        environment["AWS_MAX_ATTEMPTS"] = "1";

        var run = await Command.RunAsync("dotnet", [Repository.HostAssembly, .. arguments], _folder, environment);

        Assert.NotEqual(0, run.ExitCode);
        Assert.NotEmpty(run.Error + run.Output);
        Assert.DoesNotContain(Mark, run.Error + run.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Unhandled exception", run.Error + run.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("UnexpectedFault", run.Error + run.Output, StringComparison.Ordinal);
    }

    // The text with a few changes: something gone, doubled, put in, or cut off.
    private string Broken(string text)
    {
        var changed = new StringBuilder(text);
        for (var changes = _random.Next(1, 5); changes > 0; changes--)
        {
            var at = _random.Next(changed.Length + 1);
            var length = Math.Min(_random.Next(1, 9), changed.Length - at);
            switch (_random.Next(4))
            {
                case 0:
                    changed.Remove(at, length);
                    break;
                case 1:
                    changed.Insert(at, changed.ToString(at, length));
                    break;
                case 2 when _random.Next(6) == 0:
                    changed.Length = at;
                    break;
                default:
                    changed.Insert(at, Wild[_random.Next(Wild.Length)]);
                    break;
            }
        }

        return changed.ToString();
    }
}
