using System.Collections;
using System.Management.Automation;
using System.Security;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Binding;

/// <summary>
/// What Set-LakeDefault has set, in a variable of the session, so that each runspace has its own. Not in
/// $PSDefaultParameterValues, which overrides values from the pipeline: objects of one lake would be read from another.
/// </summary>
internal sealed class SessionDefaults
{
    private const string Variable = "global:DataLakeToolsDefault";

    private readonly IDictionary? _values;

    private SessionDefaults(IDictionary? values) => _values = values;

    public string? Lake => Text(nameof(Lake));

    public string? ProfileName => Text(nameof(ProfileName));

    public string? Region => Text(nameof(Region));

    public Uri? EndpointUrl => Find(nameof(EndpointUrl)) as Uri;

    public SecureString? Token => Find(nameof(Token)) as SecureString;

    public string? TokenSecret => Text(nameof(TokenSecret));

    public string? TokenVault => Text(nameof(TokenVault));

    public string? Language => Text(nameof(Language));

    public string? TmdbRegion => Text(nameof(TmdbRegion));

    public Uri? TmdbEndpoint => Find(nameof(TmdbEndpoint)) as Uri;

    public string? CachePath => Text(nameof(CachePath));

    /// <summary>The defaults of a session.</summary>
    public static SessionDefaults Of(SessionState session) => new(session.PSVariable.GetValue(Variable) as IDictionary);

    /// <summary>The job with what the session has set where its document says nothing.</summary>
    public LakeJob ApplyTo(LakeJob job) => job with
    {
        Lake = job.Lake ?? Lake,
        ProfileName = job.ProfileName ?? ProfileName,
        Region = job.Region ?? Region,
        EndpointUrl = job.EndpointUrl ?? EndpointUrl,
        TmdbEndpoint = job.TmdbEndpoint ?? TmdbEndpoint,
        Tmdb = job.Tmdb with
        {
            Language = job.Tmdb.Language ?? Language,
            Region = job.Tmdb.Region ?? TmdbRegion,
            CachePath = job.Tmdb.CachePath ?? CachePath,
        },
    };

    /// <summary>The value of a variable of a job document: that of the environment, but for the lake what the session has set.</summary>
    /// <param name="name">The name of the variable.</param>
    public string? ValueOfJobVariable(string name) => (name == LakeAddress.Variable ? Lake : null) ?? Environment.GetEnvironmentVariable(name);

    /// <summary>Sets a default, or, with null, takes it back.</summary>
    public static void Set(SessionState session, string name, object? value)
    {
        // A new table for each change, so that readers never see one while it changes.
        var values = session.PSVariable.GetValue(Variable) is IDictionary before ? new Hashtable(before) : [];
        values.Remove(name);
        if (value is not null)
        {
            values[name] = value;
        }

        session.PSVariable.Set(Variable, values);
    }

    /// <summary>What is set under a name; null when nothing is.</summary>
    public object? Find(string name) => _values?[name] is PSObject wrapped ? wrapped.BaseObject : _values?[name];

    private string? Text(string name) => Find(name) as string;
}
