namespace DataLakeTools.Core.Errors;

/// <summary>What a host calls the settings and tasks that <see cref="Advice"/> names.</summary>
public abstract class AdviceWords
{
    /// <summary>The words of job documents, which every host that runs jobs understands.</summary>
    public static AdviceWords OfJobDocument { get; } = new JobDocumentWords();

    /// <summary>What a setting is called; a noun, as in "set it with ...".</summary>
    /// <param name="setting">The setting.</param>
    public abstract string Of(LakeSetting setting);

    /// <summary>What a task is done with, as in " with this command"; empty where the host has nothing for it.</summary>
    /// <param name="task">The task.</param>
    public abstract string Of(HowTo task);
}
