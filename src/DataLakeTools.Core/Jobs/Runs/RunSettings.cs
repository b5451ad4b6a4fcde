using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Checkpoints;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Athena;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>The settings of a run: those of the call override those of the job document.</summary>
/// <param name="job">The job.</param>
/// <param name="options">How it is run.</param>
internal sealed class RunSettings(LakeJob job, LakeJobRunOptions options)
{
    private const string Unnamed = "job";

    /// <summary>The name of the job, a part of the keys of its reports.</summary>
    public string Name => job.Name ?? options.Name ?? Unnamed;

    /// <summary>The processing date; null for the day on which the run starts.</summary>
    public DateOnly? Date => options.Date ?? job.Date;

    /// <summary>Whether nothing is written.</summary>
    public bool WhatIf => options.WhatIf;

    /// <summary>The folder that relative paths of files and programs in the document start at.</summary>
    public string BaseFolder => options.BaseFolder;

    /// <summary>Called with the report of a run that was stopped or that an exception ended; null where nobody asks for it.</summary>
    public Action<LakeJobReport>? OnStopped => options.OnStopped;

    /// <summary>Whether, in a run that writes nothing, a step reads what an earlier step of this type would have written.</summary>
    public bool IsWhatIfAfter<TStep>(LakeJobStep step) where TStep : LakeJobStep => WhatIf && job.Steps.TakeWhile(other => other != step).OfType<TStep>().Any();

    /// <summary>Whether the run starts over instead of continuing an interrupted one.</summary>
    public bool StartsOver => options.NoResume || job.NoResume;

    /// <summary>Whether the run fetches from TMDB, so that it has a lease and a checkpoint: a step of it fetches, and there is a token.</summary>
    public bool WillFetch => job.Steps.Any(step => step is FetchStep) && HasCredential;

    /// <summary>Whether there is a token for TMDB.</summary>
    public bool HasCredential => TmdbEnvironment.HasCredential || job.Tmdb is { Token: not null } or { ApiKey: not null };

    /// <summary>How the lake is reached.</summary>
    public LakeStoreOptions StoreOptions => options.RequestLimits.ApplyTo(job.RequestLimits.ApplyTo(options.StoreOptions)) with
    {
        ProfileName = options.StoreOptions.ProfileName ?? job.ProfileName,
        Region = options.StoreOptions.Region ?? job.Region,
        EndpointUrl = options.StoreOptions.EndpointUrl ?? job.EndpointUrl,
    };

    /// <summary>The document and its steps, for the checkpoint.</summary>
    public CheckpointScope CheckpointScope => new(Path.ChangeExtension(options.DocumentAddress, null) ?? Path.Combine(options.BaseFolder, options.Name ?? string.Empty), [.. job.AllStepNames], [.. job.Steps.Select(step => step.Name)]);

    /// <summary>The address of the lake.</summary>
    /// <exception cref="DataLakeException">No lake was named, or the address is not valid.</exception>
    public LakeAddress FindLake()
    {
        var address = LakeAddress.Parse(options.Lake ?? job.Lake ?? Environment.GetEnvironmentVariable(LakeAddress.Variable) ?? string.Empty, options.CurrentFolder);
        LakeStore.ThrowIfFile(address);
        return address;
    }

    /// <summary>How a step reaches the lake and stores objects.</summary>
    public LakeStoreOptions StoreOptionsOf(LakeJobStep step) => StoreOptions with
    {
        StorageClass = step.StorageClass,
        KmsKeyId = step.KmsKeyId,
        Tags = step.Tags,
        PartSize = (step as SendCsvStep)?.PartSize ?? options.StoreOptions.PartSize,
        ThrottleLimit = (step as SendCsvStep)?.ThrottleLimit ?? options.StoreOptions.ThrottleLimit,
    };

    /// <summary>The folder of a step's own table model; null for none.</summary>
    public string? ModelOf(TableStep step) => step.Model is { } folder ? Path.GetFullPath(folder, options.BaseFolder) : null;

    /// <summary>The folder for a step's working files; null for the temporary folder.</summary>
    public string? WorkPathOf(TableStep step) => step.WorkPath is { } folder ? Path.GetFullPath(folder, options.CurrentFolder) : null;

    /// <summary>The engine for a model.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.EngineNotInstalled"/>: the host has none.</exception>
    public IEngine EngineFor(TableModel model) => options.Engine?.Invoke(model) ?? throw new DataLakeException(
        DataLakeError.EngineNotInstalled, "This program has no engine that makes and reads tables.", $"Install it{HowTo.InstallEngine}.", target: null);

    /// <summary>The workflow that makes the tables of a step with Athena.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>: none is named, or the lake is a folder.</exception>
    public AthenaWorkflow WorkflowOf(BuildTablesStep step)
    {
        if (FindLake() is { Kind: LakeKind.Folder } lake)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption, $"Athena makes no tables of '{lake}': it reads lakes in S3 alone.", $"Name a lake in S3 ({LakeSetting.Lake}), or leave the engine out.", lake.ToString());
        }

        return new AthenaWorkflow(step.Workflow ?? Environment.GetEnvironmentVariable(AthenaWorkflow.Variable) ?? throw new DataLakeException(
            DataLakeError.InvalidOption,
            "The engine is athena, and no workflow is named that makes tables with it.",
            $"Apply deploy/terraform with engine = \"athena\", and set {AthenaWorkflow.Variable} to what 'terraform output -raw tables_workflow_arn' says.",
            step.Name));
    }

    /// <summary>Identifies which titles a step selects: its properties, the language and region, and the path of its file of ids.</summary>
    public string FingerprintOf(FetchStep step) =>
        $"{step.PropertiesHash} {job.Tmdb.Language} {job.Tmdb.Region}{(step is FetchTitlesStep { IdsFrom: { } ids } ? $" {Path.GetFullPath(ids.Path, options.BaseFolder)}" : string.Empty)}";

    /// <summary>A client for TMDB.</summary>
    /// <param name="reporter">Is told of pauses.</param>
    public TmdbClient OpenTmdb(IReporter reporter) => new(TmdbEnvironment.Complete(
        job.Tmdb with
        {
            CachePath = job.Tmdb.CachePath is { } path ? Path.GetFullPath(path, options.CurrentFolder) : null,
            Waiting = pause => reporter.Verbose(TmdbPause.Describe(pause)),
        },
        job.TmdbEndpoint));
}
