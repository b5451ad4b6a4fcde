using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Settings;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Tests.Fuzz;

/// <summary>Files and programs that hold secrets, broken in every way: no text of them is in anything that is said.</summary>
public sealed class SecretFuzzTests
{
    // A text of one kind of letter in a row, so that a piece of it is recognised, too.
    private const string Mark = "QQXQZ";
    private const string Secret = $"{Mark}/{Mark}+{Mark}={Mark}";

    private static readonly string[] AwsFile =
    [
        $"[films]\naws_access_key_id = {Secret}\naws_secret_access_key = {Secret}\naws_session_token = {Secret}\n",
        $"[profile films]\nregion = {Secret}\nendpoint_url = https://user:{Secret}@example.com/{Secret}\nmax_attempts = {Secret}\n",
        $"[profile films]\ns3 =\n  addressing_style = {Secret}\n  use_accelerate_endpoint = {Secret}\nretry_mode = {Secret}\nservices = {Secret}\n",
        $"{Secret}\n[films\n{Secret} = \n[films]]\n  {Secret}: {Secret}\n",
    ];

    private static readonly string[] EnvironmentText =
    [
        $"AWS_SECRET_ACCESS_KEY={Secret}\nTMDB_TOKEN='{Secret}'\n",
        $"export A=\"{Secret}\nB={Secret}\"\n{Secret}\n",
        $"A='{Secret}\nB=${{{Secret}:-{Secret}}}\nC=\"\\u{Secret}\"\n{Secret}={Secret}\n",
    ];

    private static readonly string[] Printed =
    [
        $$"""{"Version":1,"AccessKeyId":"{{Secret}}","SecretAccessKey":"{{Secret}}","SessionToken":"{{Secret}}","Expiration":"{{Secret}}"}""",
        $$"""{"Version":"{{Secret}}","AccessKeyId":["{{Secret}}"],"SecretAccessKey":{"{{Secret}}":1} }""",
        $"Password: {Secret}\n<html>{Secret}</html>",
    ];

    [Fact]
    public void No_text_of_an_AWS_file_is_in_an_error()
    {
        using var files = new AwsFiles();
        FuzzLoop.Run("AWS files with secrets", random =>
        {
            File.WriteAllBytes(files.Config, random.Mutate(Encoding.UTF8.GetBytes(random.Of(AwsFile))));
            File.WriteAllBytes(files.Credentials, random.Mutate(Encoding.UTF8.GetBytes(random.Of(AwsFile))));
            try
            {
                files.Find("films");
            }
            catch (S3SettingsException refusal)
            {
                AssertHidden(refusal);
                AssertHidden(DataLakeTools.Core.Storage.S3.S3Errors.TranslateSettings(refusal));
            }
        });
    }

    [Fact]
    public void No_text_of_an_environment_file_is_in_an_error()
    {
        FuzzLoop.Run(".env files with secrets", random =>
        {
            var text = Encoding.UTF8.GetString(random.Mutate(Encoding.UTF8.GetBytes(random.Of(EnvironmentText))));
            try
            {
                EnvironmentFile.Parse(text, ".env");
            }
            catch (DataLakeException refusal)
            {
                AssertHidden(refusal);
            }
        });
    }

    [Fact]
    public async Task No_output_of_a_program_that_prints_credentials_is_in_an_error()
    {
        await using var lake = await S3TestLake.StartAsync();
        var random = new Random(20_220_502);
        for (var i = 0; i < 400; i++)
        {
            await File.WriteAllBytesAsync(AwsEnvironment.PrintedCredentials, random.Mutate(Encoding.UTF8.GetBytes(random.Of(Printed))));
            await using var store = LakeStore.Open(lake.Address, lake.Options with { ProfileName = AwsEnvironment.PrintingProfile, MaxRetries = 0 }, lake.Reporter);

            AssertHidden(await Assert.ThrowsAsync<DataLakeException>(() => store.FindAsync("Raw/films.csv", CancellationToken.None)));
        }

        Assert.DoesNotContain(lake.Reporter.Told.Concat(lake.Reporter.Warnings), said => said.Contains(Mark, StringComparison.OrdinalIgnoreCase));
    }

    // The text of an exception has its inner exceptions and its stack trace.
    private static void AssertHidden(Exception exception)
    {
        var said = exception is DataLakeException known ? $"{known} {known.Recommendation} {known.Target}" : $"{exception} {(exception as S3SettingsException)?.Setting}";
        Assert.DoesNotContain(Mark, said, StringComparison.OrdinalIgnoreCase);
    }
}
