@echo off
rem Opens the course: by a double-click.
rem It runs "uv run start.py". Where there is no uv, it fetches one by the Python of this computer into the folder OWN,
rem which you may delete. Below AppData a Python from the Microsoft Store would write elsewhere than it says.
setlocal
chcp 65001 >nul
pushd "%~dp0"
if not exist start.py goto packed
rem winget puts uv into the last of these where it may make no link; a session that is older does not know that folder.
set "WINGET=%LOCALAPPDATA%\Microsoft\WinGet"
set "PATH=%PATH%;%USERPROFILE%\.local\bin;%USERPROFILE%\.cargo\bin;%WINGET%\Links"
set "PATH=%PATH%;%WINGET%\Packages\astral-sh.uv_Microsoft.Winget.Source_8wekyb3d8bbwe"
rem Where a university or a virus scanner looks into what is fetched, this computer knows their certificate.
if not defined UV_SYSTEM_CERTS set "UV_SYSTEM_CERTS=1"
set "UV=uv"
uv --version >nul 2>nul
if %errorlevel%==0 goto open
set "OWN=%USERPROFILE%\.local\share\@package@-start"
set "UV=%OWN%\Scripts\uv.exe"
if exist "%UV%" goto open
rem What Windows calls python without one opens its shop, or says where to find it; neither ends well.
set "PYTHON=py -3"
%PYTHON% -c "@probe@" >nul 2>nul
if %errorlevel%==0 goto fetch
set "PYTHON=python"
%PYTHON% -c "@probe@" >nul 2>nul
if %errorlevel%==0 goto fetch
goto nothing

:fetch
@fetching@
%PYTHON% -m venv "%OWN%"
if not %errorlevel%==0 goto offline
"%OWN%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check uv
if not %errorlevel%==0 goto offline
goto open

:offline
echo.
@offline@
goto stop

:open
@opening@
"%UV%" run start.py %*
if not %errorlevel%==0 goto failed
popd
exit /b 0

:packed
echo.
@unpack@
goto stop

:nothing
echo.
@nothing_windows@
goto stop

:failed
echo.
@failed@
goto stop

:stop
echo.
pause
popd
exit /b 1
