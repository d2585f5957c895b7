using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace Relay.Worker.Linux;

/// <summary>
/// A thread that entered a network namespace and runs requests there. It serves nothing else and never leaves: a pool thread that came back
/// in the wrong namespace would do strangers' work there. A socket keeps the namespace in which it was made.
/// </summary>
internal sealed class NamespaceThread : IDisposable
{
    private const string NamedDirectory = "/run/netns/";

    private readonly BlockingCollection<Action> requests = [];
    private readonly Thread thread;

    private NamespaceThread(string name)
    {
        thread = new Thread(Serve) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Enters a namespace by its name of ip-netns(8), or by a path.</summary>
    /// <exception cref="LinuxException">It is not there, is no network namespace, or may not be entered.</exception>
    public static NamespaceThread Enter(string nameOrPath)
    {
        using SafeFileHandle target = Open(nameOrPath, PathOf(nameOrPath));
        return Started($"netns {nameOrPath}", () => Libc.EnterNetwork((int)target.DangerousGetHandle()), $"network namespace '{nameOrPath}'");
    }

    public static string PathOf(string nameOrPath) => nameOrPath.Contains('/', StringComparison.Ordinal) ? nameOrPath : NamedDirectory + nameOrPath;

    /// <summary>Makes a new namespace, which lives as long as the thread or a descriptor of it.</summary>
    public static NamespaceThread Create(string name) => Started(name, Libc.NewNetwork, "a new network namespace");

    /// <summary>Runs a request in the namespace and waits for it; its exception is the caller's.</summary>
    public T Run<T>(Func<T> request) => RunAsync(request).GetAwaiter().GetResult();

    /// <summary>Runs a request in the namespace.</summary>
    public Task<T> RunAsync<T>(Func<T> request)
    {
        TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        requests.Add(() =>
        {
            try
            {
                completion.SetResult(request());
            }
            catch (Exception failure)
            {
                completion.SetException(failure);
            }
        });
        return completion.Task;
    }

    public void Run(Action request) => Run(() =>
    {
        request();
        return true;
    });

    public void Dispose()
    {
        requests.CompleteAdding();
        thread.Join();
        requests.Dispose();
    }

    private static SafeFileHandle Open(string nameOrPath, string path)
    {
        try
        {
            return File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LinuxException($"network namespace '{nameOrPath}' ({path})", failure is UnauthorizedAccessException ? Errno.AccessDenied : Errno.NoEntry);
        }
    }

    private static NamespaceThread Started(string name, Func<IoResult> enter, string what)
    {
        NamespaceThread started = new(name);
        IoResult result = started.Run(enter);
        if (result.Succeeded)
            return started;
        started.Dispose();
        throw new LinuxException(what, result.Error);
    }

    private void Serve()
    {
        foreach (Action request in requests.GetConsumingEnumerable())
            request();
    }
}
